package org.emukernel.scenarios.redrive;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.SystemCall;

/**
 * A system call that does a recorded call again.
 *
 * @param cpu the CPU that makes it
 * @param call the system call
 * @param watched the isolated CPUs whose answer counts
 */
record Deed(int cpu, SystemCall call, CpuMask watched) {}
