/** Tasks and the switch between them (kernel/sched/core.c). */
@NullMarked
package org.emukernel.mm.sched;

import org.jspecify.annotations.NullMarked;
