package org.emukernel.mm.kernel;

import org.emukernel.api.paging.Protection;

/**
 * What a walk of the tables finds.
 *
 * @param physical the address that the linear address leads to
 * @param protection what the leaf allows
 * @param level the leaf's level
 */
public record Translation(long physical, Protection protection, int level) {}
