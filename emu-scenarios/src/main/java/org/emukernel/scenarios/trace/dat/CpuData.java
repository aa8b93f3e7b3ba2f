package org.emukernel.scenarios.trace.dat;

/**
 * Where a CPU's pages lie.
 *
 * @param cpu the CPU
 * @param place of the first page in the file; of compressed ones, of the number of chunks
 * @param size bytes in the file
 * @param pageSize bytes of a page
 * @param compression of chunks of pages
 */
record CpuData(int cpu, long place, long size, int pageSize, DatCompression compression) {}
