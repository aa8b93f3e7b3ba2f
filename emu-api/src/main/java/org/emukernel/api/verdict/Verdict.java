package org.emukernel.api.verdict;

/** What a run says about safety. */
public enum Verdict {
  /** Everything asked for was looked at, and nothing was wrong. */
  HOLDS,
  /** A monitor fired. */
  VIOLATED,
  /** A limit was reached before a verdict. */
  BOUND
}
