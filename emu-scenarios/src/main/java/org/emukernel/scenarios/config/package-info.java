/** Scenarios in HOCON: read once, checked as a whole, handed on as records. */
@NullMarked
package org.emukernel.scenarios.config;

import org.jspecify.annotations.NullMarked;
