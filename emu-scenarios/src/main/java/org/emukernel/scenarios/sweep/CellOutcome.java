package org.emukernel.scenarios.sweep;

import java.io.Serializable;

/**
 * What has become of a cell.
 *
 * @param hash the cell's
 * @param status whether it has a result
 * @param text the result as one JSON object in one line; else in one line why there is none
 * @param trace of a defect the stack trace, else empty
 */
public record CellOutcome(String hash, Status status, String text, String trace)
    implements Serializable {

  /** Whether a cell has a result. */
  public enum Status {
    /** It has. */
    DONE,
    /** It cannot be run: something is wrong with its settings. */
    REFUSED,
    /** It ended in a defect of the emulator. */
    FAILED
  }
}
