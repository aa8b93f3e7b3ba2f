package org.emukernel.scenarios.tracer;

import org.emukernel.api.kernel.KernelSymbols;

/**
 * What a recording says of its machine.
 *
 * @param cpus how many CPUs it has
 * @param symbols its kernel's symbols
 */
record TracedMachine(int cpus, KernelSymbols symbols) {}
