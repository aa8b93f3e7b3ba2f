package org.emukernel.scenarios.verify;

/**
 * What is explored; {@code emu.verify}.
 *
 * @param nmis how many NMIs arrive in a run, at most
 * @param storeBufferEntries entries of each CPU's store buffer, 0 for stores that are visible at once
 * @param maxStates after how many states the search gives up
 */
public record VerifySettings(int nmis, int storeBufferEntries, long maxStates) {}
