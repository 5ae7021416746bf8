// Seeded Chinese and English text: words follow Zipf's law, as those of real abstracts do.
#pragma once

#include <QRandomGenerator>
#include <QStringList>

#include <cmath>

namespace touchstone {

class SyntheticText {
public:
    SyntheticText()
    {
        const QString syllables = QStringLiteral(
                "lo ra ten sor ker nel ca che to ken spar se quan ti prun dis til at "
                "ten tion spec dec mem ory la ten cy band width mo del gra ph");
        const QStringList parts = syllables.split(u' ');
        for (int i = 0; i < 8000; ++i) {
            QString word;
            for (int length = 2 + below(3); length > 0; --length) {
                word += parts[below(int(parts.size()))];
            }
            m_english.append(word);
        }
        m_chinese = QStringLiteral("推理 模型 加速 方法 优化 注意力 缓存 量化 显存 延迟 吞吐 稀疏 "
                                   "剪枝 蒸馏 解码 投机 专家 混合 低秩 适配 训练 精度 困惑度 带宽 "
                                   "内存 算子 融合 调度 批处理 长序列 上下文 令牌 草稿 验证 路由 "
                                   "负载均衡 通信 并行 流水线 张量 硬件 边缘 设备 能耗 功耗 阈值 "
                                   "误差 基线 提升 降低 显著 实验 表明 提出 框架 系统 架构 参数 "
                                   "权重 激活 图像 扩散 采样 步数 生成 检索 近邻 索引 压缩 码率")
                            .split(u' ');
        for (int i = 0; i < 3000; ++i) {
            QString word;
            for (int length = 2; length > 0; --length) {
                word += QChar(0x4E00 + below(3500));
            }
            m_chinese.append(word);
        }
    }

    QString english(int words)
    {
        QString text;
        for (int i = 0; i < words; ++i) {
            text += (i > 0 ? QStringLiteral(" ") : QString()) + m_english[zipf(8000)];
        }
        return text;
    }
    QString chinese(int words)
    {
        QString text;
        for (int i = 0; i < words; ++i) {
            text += m_chinese[zipf(int(m_chinese.size()))];
            if (i % 8 == 7) {
                text += u'，';
            }
        }
        return text;
    }

    // 0 .. size-1, the first ones most often.
    int zipf(int size) { return int(std::pow(double(size), m_random.generateDouble())) - 1; }
    int below(int size) { return int(m_random.bounded(size)); }
    quint64 bits() { return m_random.generate64(); }

private:
    QRandomGenerator m_random{20250910};
    QStringList m_english, m_chinese;
};

}  // namespace touchstone
