package org.emukernel.scenarios.tracer;

import org.emukernel.api.trace.TraceRecord;
import org.emukernel.scenarios.machine.EmulatedMachine;

/** Takes the records of one run, in the order of their times. */
@FunctionalInterface
public interface RecordSink {

  /** The machine is ready, and has recorded nothing yet. */
  default void booted(EmulatedMachine machine) {}

  /** Takes the next record. */
  void accept(TraceRecord record);

  /** That was the last one. */
  default void ended() {}
}
