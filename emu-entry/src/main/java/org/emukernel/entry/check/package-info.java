/**
 * What can be said about a kernel or module that somebody else built, from its own bytes: where it
 * can be patched, what runs before the kernel's page tables are loaded, and where that breaks a
 * rule.
 */
@NullMarked
package org.emukernel.entry.check;

import org.jspecify.annotations.NullMarked;
