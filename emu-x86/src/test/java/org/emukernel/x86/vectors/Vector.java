package org.emukernel.x86.vectors;

import java.util.List;
import java.util.Optional;

/**
 * One execution of a form on the real CPU.
 *
 * @param before the state that the form started from
 * @param after the state that it left, or that the fault reported
 * @param undefinedFlags bits of RFLAGS that the SDM leaves undefined afterwards, not to be compared
 * @param fault the mnemonic of the fault ({@code DE}, {@code UD}, {@code GP}); empty if the form
 *     completed
 * @param setMemory what the buffer held instead of its initial pattern
 * @param changedMemory what the form changed in the buffer
 * @param line of the vector in the file, from 1
 */
public record Vector(
    CpuState before,
    CpuState after,
    long undefinedFlags,
    Optional<String> fault,
    List<MemoryRun> setMemory,
    List<MemoryRun> changedMemory,
    int line) {}
