package org.emukernel.entry.check;

/**
 * A place from which a function could not be followed.
 *
 * @param address linear
 * @param why one line for people
 */
public record NotFollowed(long address, String why) {}
