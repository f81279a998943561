package dev.slipway.secret;

/**
 * Where sealed texts are stored. Each package that stores some makes one available as a bean, so that all of them are
 * sealed anew when the installation's key changes.
 *
 * @param table the table's name
 * @param row the column that tells its rows apart, a text
 * @param column the column that holds the sealed text
 * @param purpose what {@link Secrets#seal} was told, up to the row's name
 */
public record SealedColumn(String table, String row, String column, String purpose) {}
