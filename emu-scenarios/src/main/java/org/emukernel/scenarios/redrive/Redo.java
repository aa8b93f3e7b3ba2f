package org.emukernel.scenarios.redrive;

import org.emukernel.scenarios.replay.Cause;

/**
 * One system call that does a recorded call again, or its part for one target.
 *
 * @param dueNs when, ns since the recording's first call
 * @param deed what is done
 * @param cause why the recorded kernel called
 */
record Redo(long dueNs, Deed deed, Cause cause) {}
