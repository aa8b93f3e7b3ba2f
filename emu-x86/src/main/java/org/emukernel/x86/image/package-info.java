/**
 * The kernel image: linked sections, symbols, alternatives and jump-table records, and its ELF
 * form.
 */
@NullMarked
package org.emukernel.x86.image;

import org.jspecify.annotations.NullMarked;
