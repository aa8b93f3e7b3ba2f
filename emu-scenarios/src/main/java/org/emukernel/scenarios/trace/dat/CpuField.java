package org.emukernel.scenarios.trace.dat;

import org.emukernel.scenarios.trace.MalformedTraceException;

/** A field that holds a CPU's number. */
record CpuField(NumberField number, int cpus) {

  int get(RecordView record) throws MalformedTraceException {
    return checked(number.get(record), cpus);
  }

  static int checked(long cpu, int cpus) throws MalformedTraceException {
    if (cpu < 0 || cpu >= cpus) {
      throw new MalformedTraceException(
          "expected a CPU from 0 to " + (cpus - 1) + ", found CPU " + cpu);
    }
    return (int) cpu;
  }
}
