/**
 * Exceptions and interrupts: stubs, error_entry, the way back, and the functions that they call.
 */
@NullMarked
package org.emukernel.entry.idt;

import org.jspecify.annotations.NullMarked;
