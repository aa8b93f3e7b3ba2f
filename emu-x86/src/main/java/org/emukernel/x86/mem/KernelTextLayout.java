package org.emukernel.x86.mem;

/**
 * Where the patches under way lie in the arena.
 *
 * @param patches first slot of the table
 * @param patchOverflows observer slot: patches forgotten for want of space
 */
public record KernelTextLayout(int patches, int patchOverflows) {}
