package org.emukernel.scenarios.redrive;

import java.util.Objects;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.replay.Cause;
import org.emukernel.scenarios.replay.RecordedCall;
import org.emukernel.scenarios.replay.RecordedOperation;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;
import org.emukernel.scenarios.replay.RecordedOperation.TextSync;
import org.jspecify.annotations.Nullable;

/**
 * What there is to do again of a recorded call, but for its time. A recording has many calls and
 * few shapes. Causes are told apart by identity, as they are made once each.
 *
 * @param sender the CPU that called
 * @param targets the CPUs called
 * @param cause why
 * @param toAll the system call that does the operation on every CPU; null if it is one that goes to
 *     each target by itself
 */
record CallShape(int sender, CpuMask targets, Cause cause, @Nullable SystemCall toAll) {

  static CallShape of(RecordedCall call) {
    return new CallShape(
        call.sender().cpu(), call.targets(), call.cause(), toAll(call.operation()));
  }

  private static @Nullable SystemCall toAll(RecordedOperation operation) {
    if (operation instanceof KernelTlbFlush flush) {
      return RedoSystemCalls.flush(flush);
    }
    return operation instanceof TextSync ? RedoSystemCalls.textSync() : null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CallShape shape
        && sender == shape.sender
        && cause == shape.cause
        && targets.equals(shape.targets)
        && Objects.equals(toAll, shape.toAll);
  }

  @Override
  public int hashCode() {
    return (sender * 31 + System.identityHashCode(cause)) * 31 + targets.hashCode();
  }
}
