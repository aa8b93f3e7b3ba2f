/** Faults that a scenario can plant in x86 CPUs and in what lies in memory when they start. */
@NullMarked
package org.emukernel.entry.fault;

import org.jspecify.annotations.NullMarked;
