package org.emukernel.api.machine;

/**
 * A cached translation as it was found, to be recognised later.
 *
 * @param linear the linear address of its page
 * @param number where it was cached
 * @param tag what the CPU finds it by
 * @param translation what it says
 */
public record HeldTranslation(long linear, int number, long tag, long translation) {}
