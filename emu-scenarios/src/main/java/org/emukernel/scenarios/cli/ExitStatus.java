package org.emukernel.scenarios.cli;

import org.emukernel.api.verdict.Verdict;

/** What the command tells its caller. */
enum ExitStatus {
  /** Everything was done and nothing was found. */
  FINE(0),
  /** A monitor fired. */
  FINDING(1),
  /** The arguments or a file are not what they should be. */
  BAD_INPUT(2),
  /** A limit was reached before a verdict. */
  BOUND(3),
  /** A defect of this program; EX_SOFTWARE of sysexits.h. */
  INTERNAL_ERROR(70);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static ExitStatus of(Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> FINE;
      case VIOLATED -> FINDING;
      case BOUND -> BOUND;
    };
  }
}
