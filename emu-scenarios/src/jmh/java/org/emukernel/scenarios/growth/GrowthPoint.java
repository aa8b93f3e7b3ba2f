package org.emukernel.scenarios.growth;

/**
 * What one machine took.
 *
 * @param cpus its CPUs
 * @param housekeeping how many of them are not isolated
 * @param ipis IPIs that hit isolated CPUs in user mode, each with its kernel entry and exit
 * @param bootSeconds CPU time of the thread that lays the machine out and boots it, s
 * @param runSeconds CPU time of the thread that runs it, s
 * @param liveMib heap in use after a collection at the end, MiB
 */
record GrowthPoint(
    int cpus, int housekeeping, long ipis, double bootSeconds, double runSeconds, long liveMib) {

  static final String HEADER = "cpus,housekeeping,ipis,boot_cpu_s,run_cpu_s,live_heap_mib";

  String csv() {
    return "%d,%d,%d,%.2f,%.2f,%d"
        .formatted(cpus, housekeeping, ipis, bootSeconds, runSeconds, liveMib);
  }

  static GrowthPoint parse(String csv) {
    String[] fields = csv.strip().split(",");
    return new GrowthPoint(
        Integer.parseInt(fields[0]),
        Integer.parseInt(fields[1]),
        Long.parseLong(fields[2]),
        Double.parseDouble(fields[3]),
        Double.parseDouble(fields[4]),
        Long.parseLong(fields[5]));
  }

  String row() {
    return "| %d | %d | %d | %.2f | %.2f | %.2f | %d | %.0f |"
        .formatted(
            cpus,
            housekeeping,
            ipis,
            bootSeconds,
            runSeconds,
            runSeconds * 1000 / cpus,
            liveMib,
            liveMib * 1024.0 / cpus);
  }
}
