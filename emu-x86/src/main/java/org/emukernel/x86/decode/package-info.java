/**
 * Decodes the bytes of one x86-64 instruction in 64-bit mode: its mnemonic, its operands and,
 * always, its length.
 */
@NullMarked
package org.emukernel.x86.decode;

import org.jspecify.annotations.NullMarked;
