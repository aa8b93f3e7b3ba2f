/** Work that kworkers do (kernel/workqueue.c). */
@NullMarked
package org.emukernel.mm.work;

import org.jspecify.annotations.NullMarked;
