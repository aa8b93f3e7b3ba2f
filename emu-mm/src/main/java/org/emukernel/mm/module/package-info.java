/** Loading and unloading modules (kernel/module/main.c, kernel/module/strict_rwx.c). */
@NullMarked
package org.emukernel.mm.module;

import org.jspecify.annotations.NullMarked;
