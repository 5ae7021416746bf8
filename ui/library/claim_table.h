// The claims of a paper. The words of a claim come first: in a narrow window the other columns go.
#pragma once

#include "ui/library/claim_model.h"

#include <QTableView>

namespace touchstone::ui {

class ClaimTable : public QTableView {
    Q_OBJECT
public:
    explicit ClaimTable(ClaimModel &model, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();
};

}  // namespace touchstone::ui
