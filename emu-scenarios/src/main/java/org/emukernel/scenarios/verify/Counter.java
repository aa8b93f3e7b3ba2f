package org.emukernel.scenarios.verify;

/**
 * A word of the kernel that counts, or holds a time, and decides nothing that is searched: it is
 * forgotten before states are compared.
 *
 * @param symbol a global variable
 * @param offset of the word, 8 bytes, from it
 * @param kept the bits that do decide something
 */
record Counter(String symbol, long offset, long kept) {}
