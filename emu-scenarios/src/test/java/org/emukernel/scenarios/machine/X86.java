package org.emukernel.scenarios.machine;

import org.emukernel.entry.machine.X86Machine;

/** For tests that look into x86 CPUs. */
public final class X86 {

  private X86() {}

  /** {@return a machine as what it is} */
  public static X86Machine of(EmulatedMachine machine) {
    return (X86Machine) machine.loaded();
  }
}
