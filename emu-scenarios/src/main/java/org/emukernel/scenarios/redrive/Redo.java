package org.emukernel.scenarios.redrive;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.replay.Cause;

/**
 * One system call that does a recorded call again, or its part for one target.
 *
 * @param dueNs when, ns since the recording's first call
 * @param cpu the CPU that makes it
 * @param call the system call
 * @param cause why the recorded kernel called
 * @param watched the isolated CPUs whose answer counts
 */
record Redo(long dueNs, int cpu, SystemCall call, Cause cause, CpuMask watched) {}
