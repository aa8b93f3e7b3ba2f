package org.emukernel.scenarios.verify;

import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.config.VerifySettings.KernelInterrupts;

/**
 * What may come from outside in one run.
 *
 * @param nmis NMIs, at most, on any CPU
 * @param machineChecks machine checks, at most, on any CPU
 * @param kernelInterrupts whether devices interrupt the kernel, too
 */
record Budget(int nmis, int machineChecks, KernelInterrupts kernelInterrupts) {

  static Budget of(VerifySettings verify) {
    return new Budget(verify.nmis(), verify.machineChecks(), verify.kernelInterrupts());
  }
}
