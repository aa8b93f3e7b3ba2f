/**
 * What housekeeping does: the sources of system calls, and the few kernel functions that only they
 * need.
 */
@NullMarked
package org.emukernel.scenarios.workload;

import org.jspecify.annotations.NullMarked;
