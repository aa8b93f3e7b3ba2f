/**
 * The macros of arch/x86/entry/calling.h: register frames, CR3 switches and the places where a
 * strategy adds to them.
 */
@NullMarked
package org.emukernel.entry.calling;

import org.jspecify.annotations.NullMarked;
