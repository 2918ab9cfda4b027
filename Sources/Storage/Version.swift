/// The version of all programs, as `--version` prints it.
public enum Version {
    public static let current = "0.1.0"
}
