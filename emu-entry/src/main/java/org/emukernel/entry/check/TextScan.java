package org.emukernel.entry.check;

import java.util.List;

/**
 * What the whole text of an image says, function by function.
 *
 * @param instructions how many there are
 * @param reached to how many of them control can come from the first of a function
 * @param functions how many functions
 * @param neverReturning where those begin that never return, linear
 * @param jumpTables of how many switch statements the table was found
 * @param callOuts what leaves text that must not be instrumented
 * @param notFollowed places from which a function could not be followed, by address
 */
public record TextScan(
    long instructions,
    long reached,
    int functions,
    List<Long> neverReturning,
    int jumpTables,
    List<CallOut> callOuts,
    List<NotFollowed> notFollowed) {

  /** Copies the lists. */
  public TextScan {
    neverReturning = List.copyOf(neverReturning);
    callOuts = List.copyOf(callOuts);
    notFollowed = List.copyOf(notFollowed);
  }

  static TextScan of(TextFlow flow, List<CallOut> callOuts) {
    return new TextScan(
        flow.instructions(),
        flow.map().reached(),
        flow.functions().size(),
        flow.control().neverReturning(),
        flow.control().tables().size(),
        callOuts,
        flow.notFollowed());
  }
}
