/**
 * Patching of running kernel text: arch/x86/kernel/{alternative,jump_label,static_call}.c and
 * kernel/jump_label.c as routines.
 */
@NullMarked
package org.emukernel.x86.text;

import org.jspecify.annotations.NullMarked;
