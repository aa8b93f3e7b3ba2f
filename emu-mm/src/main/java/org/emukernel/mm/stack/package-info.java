/** Task stacks in vmalloc space and their cache (kernel/fork.c). */
@NullMarked
package org.emukernel.mm.stack;

import org.jspecify.annotations.NullMarked;
