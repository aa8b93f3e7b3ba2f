package org.emukernel.api.contract;

/** What is asked of a call's outcome. */
enum Law {
  /** Each target is decided on, and none is skipped. */
  DECIDES,
  /** A step makes at most one access to memory that others write. */
  ONE_ACCESS
}
