/// The share of the training images that a cell trains on, in percent (the paper's Tables 7 and 8).
public enum Percent: Int, CaseIterable, Sendable {
    case all = 100
    case tenth = 10
    case hundredth = 1
}
