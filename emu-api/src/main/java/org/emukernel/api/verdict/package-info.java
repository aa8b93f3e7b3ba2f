/** What the monitors say. */
@NullMarked
package org.emukernel.api.verdict;

import org.jspecify.annotations.NullMarked;
