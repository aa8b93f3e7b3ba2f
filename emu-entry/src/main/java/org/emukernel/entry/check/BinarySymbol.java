package org.emukernel.entry.check;

/**
 * A name of an address.
 *
 * @param size in bytes, 0 if unknown
 */
public record BinarySymbol(String name, long address, long size, Kind kind) {

  /** What is named, the better names first where several share an address. */
  public enum Kind {
    /** A function that other files see. */
    GLOBAL_FUNCTION,
    /** A function of one file. */
    LOCAL_FUNCTION,
    /** A label in code. */
    LABEL,
    /** Anything else. */
    DATA;

    /** {@return whether it is code} */
    public boolean isCode() {
      return this != DATA;
    }
  }
}
