/** An assembler for x86-64 that takes GNU as text (AT&T syntax) and gives relocatable objects. */
@NullMarked
package org.emukernel.x86.asm;

import org.jspecify.annotations.NullMarked;
