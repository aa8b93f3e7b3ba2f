package org.emukernel.x86.tlb;

/**
 * A copy of one TLB entry, for monitors and dumps.
 *
 * @param linear the first address that it translates
 * @param level 1 for a 4-KiB page, 2 for 2 MiB, 3 for 1 GiB
 * @param pcid the PCID that it is tagged with; 0 for a global entry
 * @param global whether it matches under every PCID
 * @param translation physical address of the page, rights and DIRTY bit
 * @param condemned whether its use is reported
 */
public record TlbEntry(
    long linear, int level, int pcid, boolean global, long translation, boolean condemned) {}
