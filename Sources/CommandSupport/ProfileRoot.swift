import Storage
import Study

/// Whose data a profile uses: its own where it is `paper` or `sample`, else those of the profile that its file inherits
/// from, as Scripts/profile-value says it to make.
public enum ProfileRoot {
    private struct Heritage: Decodable { let inherits: String? }

    /// The name at the end of the chain; the profile's own where there is no file.
    public static func name(of profile: ProfileName, protocols: String = "Data/protocol") -> String {
        var name = profile.base
        var seen: Set<String> = []
        while !["paper", "sample"].contains(name), seen.insert(name).inserted,
            let file = try? TOML.read(Heritage.self, path: Path.join(protocols, name + ".toml")),
            let parent = file.inherits
        {
            name = parent
        }
        return name
    }

    /// Data/prepared/<root>.
    public static func preparedFolder(of profile: ProfileName) -> String {
        Path.join("Data/prepared", name(of: profile))
    }
}
