package org.emukernel.api.paging;

/**
 * Where things lie in an architecture's linear address space, as far as memory management must
 * know.
 *
 * @param directMap where physical address 0 is mapped (PAGE_OFFSET)
 * @param vmallocStart VMALLOC_START
 * @param vmallocEnd VMALLOC_END, the last address
 * @param modulesStart MODULES_VADDR; the BPF JIT's packs lie here
 * @param modulesEnd MODULES_END
 * @param mmapBase where user programs' anonymous memory begins: below the same root entry as their
 *     stack, so that mmap() never has to write root tables
 */
public record LinearLayout(
    long directMap,
    long vmallocStart,
    long vmallocEnd,
    long modulesStart,
    long modulesEnd,
    long mmapBase) {}
