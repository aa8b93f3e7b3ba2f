package org.emukernel.scenarios.redrive;

/**
 * A recorded call.
 *
 * @param timestampNs when it began, in the recording's time
 * @param shape what it was
 */
record TimedCall(long timestampNs, CallShape shape) {}
