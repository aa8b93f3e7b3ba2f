package org.emukernel.scenarios.replay;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.TraceHeader;

/**
 * One call of other CPUs, put together from its events.
 *
 * @param sender who called, where, and when the first target was queued
 * @param cause why
 * @param targets the CPUs called
 * @param interrupted those of them that got an IPI; the others had one coming or were polling
 * @param operation as in the cause, with the range of a flush where the recording holds it
 */
public record RecordedCall(
    TraceHeader sender,
    Cause cause,
    CpuMask targets,
    CpuMask interrupted,
    RecordedOperation operation) {}
