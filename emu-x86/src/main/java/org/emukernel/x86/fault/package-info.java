/**
 * Exceptions as the processor raises them: vectors, error codes and the fault that carries them.
 */
@NullMarked
package org.emukernel.x86.fault;

import org.jspecify.annotations.NullMarked;
