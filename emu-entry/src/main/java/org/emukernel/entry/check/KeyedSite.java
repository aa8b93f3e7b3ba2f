package org.emukernel.entry.check;

/**
 * A jump label or static call, and the key that patches it.
 *
 * @param address linear
 * @param bytes what stands there, as hexadecimal digits
 * @param target where it goes when it is a branch, linear; 0 if it is none
 * @param key linear
 */
public record KeyedSite(
    Kind kind,
    long address,
    TextArea area,
    String bytes,
    long target,
    long key,
    Permission permission,
    Region region) {

  /** What kind of site. */
  public enum Kind {
    /** A static branch. */
    JUMP_LABEL,
    /** A static call. */
    STATIC_CALL
  }

  /** Who may change a key. */
  public enum Permission {
    /** Nobody after boot: it is {@code __ro_after_init}. */
    RO_AFTER_INIT,
    /** Anybody. */
    WRITABLE,
    /** The image does not tell: the key is in another. */
    UNKNOWN
  }

  /** Where code is with regard to instrumentation_begin() and instrumentation_end(). */
  public enum Region {
    /** Between them. */
    INSIDE,
    /** Not between them. */
    OUTSIDE,
    /** The image does not tell: linking discards the marks. */
    UNKNOWN
  }
}
