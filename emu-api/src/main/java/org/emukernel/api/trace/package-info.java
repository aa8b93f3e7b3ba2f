/** Trace events with the fields of the kernel's own tracepoints, and the readers' contract. */
@NullMarked
package org.emukernel.api.trace;

import org.jspecify.annotations.NullMarked;
