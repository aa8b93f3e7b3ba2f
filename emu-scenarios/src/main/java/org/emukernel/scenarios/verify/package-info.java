/**
 * Exhaustive search: every order in which CPUs step, stores become visible, translations are cached
 * and dropped, stale instruction bytes are seen, and interrupts and NMIs arrive.
 */
@NullMarked
package org.emukernel.scenarios.verify;

import org.jspecify.annotations.NullMarked;
