package org.emukernel.x86.paging;

/** The error code of #PF (SDM vol. 3A, "Page-Fault Exceptions", figure "Page-Fault Error Code"). */
public final class PageFaultCode {

  /** P: the fault was not caused by a non-present entry. */
  public static final int PRESENT = 1;

  /** W/R: the access was a write. */
  public static final int WRITE = 1 << 1;

  /** U/S: the access was a user-mode access. */
  public static final int USER = 1 << 2;

  /** RSVD: a reserved bit was set in an entry. */
  public static final int RESERVED = 1 << 3;

  /** I/D: the access was an instruction fetch, and SMEP or NXE is in force. */
  public static final int FETCH = 1 << 4;

  private PageFaultCode() {}

  /** {@return the code of a fault of this cause (P, RSVD), with what the access contributes} */
  public static int of(int cause, AccessKind kind, int mode) {
    int code = cause;
    if (kind == AccessKind.WRITE) {
      code |= WRITE;
    }
    if ((mode & AccessMode.USER) != 0) {
      code |= USER;
    }
    if (kind == AccessKind.FETCH && (mode & (AccessMode.SMEP | AccessMode.NXE)) != 0) {
      code |= FETCH;
    }
    return code;
  }
}
