package org.emukernel.entry.check;

/**
 * A call or jump from text that must not be instrumented to a place that may be, or to one that is
 * not known.
 *
 * @param address linear
 * @param callee who is called, as far as known
 */
public record CallOut(
    long address, TextArea area, Kind kind, String callee, KeyedSite.Region region) {

  /** How it is called. */
  public enum Kind {
    /** By a fixed address. */
    DIRECT,
    /** Through a slot of pv_ops. */
    PV_OPS,
    /** Through another pointer: where it goes is not known. */
    UNRESOLVED
  }
}
