package org.emukernel.x86.exec;

/** A part of a {@link Block} that is run much, in code of its own. */
abstract class Row {

  /**
   * Runs its ops. Where one faults, or an access to memory did more than move data, it ends behind
   * that one and tells {@link Core#rowEnded}.
   *
   * @param start linear address of the first
   * @return the address to go on at
   */
  abstract long run(Core core, long start);
}
