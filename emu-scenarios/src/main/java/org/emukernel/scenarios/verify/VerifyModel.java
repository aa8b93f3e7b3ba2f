package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.entry.calling.EntryHooks;

/**
 * What the CPUs of an exhaustive search do: the system calls that user programs may make at any
 * time, the kernel functions behind them, and what the search must vary.
 */
interface VerifyModel {

  /** {@return the functions behind its system calls} */
  KernelPart kernelPart();

  /** {@return its system calls by number} */
  Map<Integer, String> systemCalls();

  /** {@return the strategy's hooks with the touches that the model adds} */
  EntryHooks hooks(EntryHooks strategy);

  /**
   * {@return the calls that CPU 0 makes, one after the other, before the search begins; each gets
   * what the last returned}
   */
  List<SystemCall> setup(long lastResult);

  /** {@return how many calls {@link #setup} has} */
  int setupCalls();

  /**
   * {@return the calls that a CPU may make at any time}
   *
   * @param result what the last setup call returned
   */
  List<SystemCall> calls(int cpu, long result);

  /** {@return the pages whose mapping changes, by linear address} */
  long[] changingPages(long result);
}
