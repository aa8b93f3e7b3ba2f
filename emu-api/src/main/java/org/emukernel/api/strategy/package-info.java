/**
 * Deferral strategies: whether work for another CPU interrupts it now or waits for its next entry
 * into the kernel.
 */
@NullMarked
package org.emukernel.api.strategy;

import org.jspecify.annotations.NullMarked;
