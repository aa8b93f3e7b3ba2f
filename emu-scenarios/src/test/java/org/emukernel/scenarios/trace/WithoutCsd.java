package org.emukernel.scenarios.trace;

import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceEvent.CsdFunctionEntry;
import org.emukernel.api.trace.TraceEvent.CsdFunctionExit;
import org.emukernel.api.trace.TraceEvent.CsdQueueCpu;

/** Events without their csd, since tracefs prints hashed pointers where trace.dat holds them. */
public final class WithoutCsd implements TraceEvent.Visitor<TraceEvent> {

  /** {@return an event whose csd, if it has one, is 0} */
  public static TraceEvent of(TraceEvent event) {
    return event.accept(new WithoutCsd());
  }

  @Override
  public TraceEvent visitOther(TraceEvent event) {
    return event;
  }

  @Override
  public TraceEvent visit(CsdQueueCpu event) {
    return new CsdQueueCpu(event.cpu(), event.callsite(), event.func(), 0);
  }

  @Override
  public TraceEvent visit(CsdFunctionEntry event) {
    return new CsdFunctionEntry(event.func(), 0);
  }

  @Override
  public TraceEvent visit(CsdFunctionExit event) {
    return new CsdFunctionExit(event.func(), 0);
  }
}
